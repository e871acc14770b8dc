"""Crisis goes before everything else; figures of speech do not."""

import pytest

from bot.intents.cleaning import clean
from bot.intents.crisis import crisis_first, is_alarming, is_only_a_saying, plainly

RANKING = [("complain", 0.7), ("ask_progress", 0.25), ("crisis", 0.05)]


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "我要跳樓",
        "他说要自杀",
        "给我等着，我带刀去你们法院",
        "大家同归于尽",
        "我在天台上了",
        "遗书都写好了",
        "不如死了算了",
        "我要炸了法院",
        "我真系唔想活啦",
        "救命啊",
        "遗体捐献我都填好了",
        "孩子托给我妈了 我没什么牵挂了",
        "他反锁在里面 说谁进来就放火",
        "我企喺桥邊，想跳落去",
        "佢話要斬我全家",
        "汽油已经买好了 谁来贴封条我跟谁一起死",
        "我妈看到封条突然晕倒了",
        "刚才查封的时候老人家喘不上气",
    ],
)
def test_plain_words_of_danger_are_heard(text: str) -> None:
    assert is_alarming(clean(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "气死我了",
        "拖死人不偿命",
        "死亡赔偿金什么时候给",
        "他欠我农药款",
        "等这笔钱救命",
        "老公死后债务谁还",
        "楼顶漏水谁负责",
        "他死赖着不还",
        "做生意亏得要死",
        "菜刀厂欠我货款",
        "说清楚会死吗",
        "我是被执行人",
        "我快撑不住了 资金链断了",
        "被他打断腿判了十万一直没给",
        "不小心点错了",
        "加油站的汽油款没给",
        "煤气罐押金没退",
        "房子在江边 会拍卖吗",
        "跳楼价卖的房子",
        "这个小程序突然没有反应",
        "今天台风你们上班吗",
        "贴了封条的牛杀了过年要罚吗",
        "把查封的两头猪杀了卖钱",
    ],
)
def test_figures_of_speech_are_no_alarm(text: str) -> None:
    assert not is_alarming(clean(text).text)


def test_a_small_chance_is_enough() -> None:
    assert crisis_first(RANKING, "没意思", limit=0.05, confidence=0.8) == [
        ("crisis", 0.8),
        ("complain", 0.7),
        ("ask_progress", 0.25),
    ]


def test_plain_words_need_no_chance() -> None:
    assert crisis_first(RANKING, "我要跳楼", limit=0.5, confidence=0.8)[0] == ("crisis", 0.8)


def test_a_high_confidence_is_kept() -> None:
    assert crisis_first([("crisis", 0.99), ("thank", 0.01)], "", limit=0.1, confidence=0.8)[0] == ("crisis", 0.99)


def test_no_second_intent_is_surer_or_the_fallback_would_hide_the_danger() -> None:
    ranking = crisis_first([("ask_payout", 0.97), ("crisis", 0.03)], "我要跳楼", limit=0.5, confidence=0.8)
    assert ranking[0] == ("crisis", 0.97)


def test_else_the_ranking_stays() -> None:
    assert crisis_first(RANKING, "太慢了", limit=0.1, confidence=0.8) == RANKING


def test_a_model_without_crisis_stays_as_it_is() -> None:
    assert crisis_first(RANKING[:2], "我要跳楼", limit=0.1, confidence=0.8) == RANKING[:2]


@pytest.mark.parametrize(
    "text", ["气死我了", "我快被你们气死了！", "急死人啦", "真是愁死我了…", "我都要气炸了", "嬲死我"]
)
def test_a_mere_saying_is_no_crisis_whatever_the_classifier_thinks(text: str) -> None:
    read = clean(text).text
    assert is_only_a_saying(read)
    ranking = crisis_first([("crisis", 0.75), ("complain", 0.25)], read, 0.3, 0.95)
    assert ranking == [("complain", 1.0), ("crisis", 0.0)]


@pytest.mark.parametrize(
    "text",
    ["气死我了，我不想活了", "我要打死他", "急死我了我妈晕倒在地没呼吸", "死给你看", "累了，想死", "烦死了我去跳楼"],
)
def test_a_saying_beside_danger_hides_nothing(text: str) -> None:
    assert not is_only_a_saying(clean(text).text)


@pytest.mark.parametrize(
    ("text", "mild"),
    [
        ("累死了,白天送货晚上代驾", "累坏了,白天送货晚上代驾"),
        ("这笔钱拖死了算了,谁爱要谁要", "这笔钱拖坏,谁爱要谁要"),
        ("烦死我了,电话又占线", "烦坏我了,电话又占线"),
        ("求你们给条活路吧,我还有两个孩子", "求你们给坏吧,我还有两个孩子"),
        ("气死我了,我要砍死他", "气坏我了,我要砍死他"),
        ("累死了,我不想活了", "累坏了,我不想活了"),
    ],
)
def test_in_a_longer_sentence_a_saying_is_put_mildly_and_nothing_else(text: str, mild: str) -> None:
    assert plainly(text) == mild
    assert is_alarming(mild) == ("砍死" in text or "不想活" in text)


@pytest.mark.parametrize(
    "text",
    ["我累死算了", "你们不给我活路", "案子把我拖死算了", "快饿死了", "被你们逼死了", "他气死在法院门口", "拖死人命"],
)
def test_what_may_be_meant_is_not_put_mildly(text: str) -> None:
    assert plainly(text) == text
