"""Running Rasa: actions in process, stores, application; ``wiring`` is the one place that joins ports to drivers."""
