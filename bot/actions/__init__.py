"""rasa-sdk actions: from the conversation to the core and back as one Reply."""
