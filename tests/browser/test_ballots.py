"""The voter's element in a real browser, against the real sealing: what it keeps, sends, and says.

The pages are made here, and the county's side is a dozen lines over `sealing`: what is tested is
the phone. No server and no database take part.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest

from linli.deliberation import sealing

BUILT = Path(__file__).resolve().parents[2] / "src/linli/ui/static/ui/built/ballot.js"
HERE = "http://localhost:9"  # answered by `County` below; a browser trusts it as it does https
WORDS = {
    "insecure": "本页没有加密",
    "storage": "这部手机存不下选票",
    "choose": "请先选一项",
    "taking": "正在领票",
    "taken": "选票已存在这部手机上",
    "casting": "正在投票",
    "cast": "投票成功",
    "offline": "网络不通，请再按一次",
    "uncertain": "选票可能已送到，回执码 {receipt}",
    "forged": "选票有问题",
    "mismatch": "回执码对不上",
    "keychanged": "密钥变了",
    "failed": "出错了",
    "forgotten": "已从这部手机删除",
    "nopaper": "这部手机上没有选票",
}

RECOUNT = """<!doctype html><title>结果</title>
<linli-recount data-key="{key}" data-motion="m1" data-voter="v1" data-list="/list.json"
  data-text-counting="正在核对" data-text-good="{{n}} 张全部有效" data-text-bad="有问题：{{bad}}"
  data-text-sealed="{{n}} 张，不公布选择" data-text-own="您的票 {{receipt}}：{{choice}}"
  data-text-missing="您的票 {{receipt}} 不在名单里" data-text-unread="您的票 {{receipt}} 被改过">
  <ul><li data-choice="yes" data-label="同意"><output></output></li>
  <li data-choice="no" data-label="反对"><output></output></li></ul>
  <button data-act="recount" hidden>自己核对</button>
  <p data-role="status"></p><p data-role="own"></p>
</linli-recount><script type="module" src="/ballot.js"></script>"""


class County:
    """The two addresses: papers for whoever is signed in, a box for anybody."""

    def __init__(self, page, key):
        self.page, self.key = page, key
        self.public = key.public
        self.papers, self.box, self.requests = {}, {}, []
        self.lose, self.refuse = set(), {}
        self.receipt = self.signature = None
        self.published, self.phase = [], ""
        page.route("**/*", self.answer)

    def answer(self, route):
        request = route.request
        path = request.url.split("/", 3)[3]
        if path == "ballot.js":
            route.fulfill(body=BUILT.read_text(encoding="utf-8"), content_type="text/javascript")
        elif path in {"paper", "cast"}:
            self.requests.append((path, request.all_headers(), json.loads(request.post_data)))
            status, body = self.refuse.get(path) or getattr(self, path)(request.post_data_json)
            if path in self.lose:
                self.lose.remove(path)
                route.abort("connectionreset")
                return
            route.fulfill(status=status, json=body)
        elif path == "list.json":
            route.fulfill(json={"ballots": self.published})
        else:
            page = RECOUNT.format(key=self.public) if path == "result" else self.html()
            route.fulfill(body=page, content_type="text/html; charset=utf-8")

    def paper(self, sent):
        blinded = sealing.decoded(sent["blinded"])
        if self.papers.setdefault("voter", blinded) != blinded:
            return 409, {"code": "deliberation.taken", "message": "您已在另一部手机上领过选票。"}
        signature = self.signature or sealing.sign_blinded(self.key.private, blinded)
        return 200, {"signature": sealing.encoded(signature)}

    def cast(self, sent):
        message, signature, mark = (
            sealing.decoded(sent[n]) for n in ("message", "signature", "mark")
        )
        assert sealing.genuine(self.key.public, message, signature)
        assert sealing.marked(message, sent["choice"], mark)
        kept = self.box.setdefault(sealing.digest(message), sent["choice"])
        if kept != sent["choice"]:
            return 409, {"code": "deliberation.cast", "message": "这张票已经投过。"}
        return 200, {"receipt": self.receipt or sealing.receipt(message)}

    def html(self):
        texts = " ".join(f'data-text-{name}="{escape(text)}"' for name, text in WORDS.items())
        return f"""<!doctype html><title>表决</title>
        <linli-ballot data-key="{self.public}" data-motion="m1" data-voter="v1"
          data-phase="{self.phase}" data-sign="/paper" data-cast="/cast"
          data-csrf="token-1" {texts}>
          <p data-role="fingerprint"></p>
          <fieldset data-role="choices">
            <label><input type="radio" name="choice-v1" value="yes">同意</label>
            <label><input type="radio" name="choice-v1" value="no">反对</label>
          </fieldset>
          <button data-act="take" hidden>先领选票</button>
          <button data-act="cast" hidden>投票</button>
          <p data-role="status" role="status"></p>
          <div data-role="done" hidden><output data-role="receipt"></output></div>
          <button data-act="forget" hidden>删除</button>
          <p data-role="paper" hidden>请到现场领取纸质选票</p>
        </linli-ballot><script type="module" src="/ballot.js"></script>"""

    def sent(self, path):
        return [body for name, _headers, body in self.requests if name == path]


@pytest.fixture(scope="module")
def key():
    return sealing.new_key()


@pytest.fixture
def county(browser, key):
    context = browser.new_context()
    context.add_cookies([{"name": "sessionid", "value": "who-i-am", "url": HERE}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    county = County(page, key)
    page.goto(f"{HERE}/vote")
    yield county
    context.close()


def said(county, text):
    county.page.locator("[data-role=status]", has_text=text).wait_for()


def press(county, name):
    county.page.get_by_role("button", name=name).click()


def kept(page):
    return page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("linli", 1);
          request.onsuccess = () => {
            const all = request.result.transaction("drafts").objectStore("drafts").getAll();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )


def test_a_ballot_goes_in_and_the_receipt_stays(county):
    page = county.page
    assert page.locator("[data-role=fingerprint]").text_content() == sealing.fingerprint(
        county.public
    )
    press(county, "投票")
    said(county, WORDS["choose"])
    assert county.requests == []
    page.get_by_label("反对").check()
    press(county, "投票")
    said(county, WORDS["cast"])
    (name, who, paper), (box, nobody, ballot) = county.requests
    assert (name, box) == ("paper", "cast")
    assert "who-i-am" in who["cookie"]
    assert who["x-csrftoken"] == "token-1"
    assert not {"cookie", "x-csrftoken", "referer", "authorization"} & set(nobody)
    # Nothing that was in the one request is in the other.
    assert not set(paper.values()) & set(ballot.values())
    assert list(county.box.values()) == ["no"]
    receipt = sealing.receipt(sealing.decoded(ballot["message"]))
    shown = f"{receipt[:5]}-{receipt[5:]}"
    assert page.locator("[data-role=receipt]").text_content() == shown
    (record,) = kept(page)
    assert record["state"] == "cast"
    assert not {"choice", "pen", "inverse"} & set(record)
    page.reload()
    page.locator("[data-role=receipt]", has_text=shown).wait_for()
    assert page.get_by_role("button", name="投票").count() == 0
    assert len(county.requests) == 2
    press(county, "删除")
    said(county, WORDS["forgotten"])
    assert kept(page) == []


def test_a_paper_may_be_taken_now_and_cast_later(county):
    press(county, "先领选票")
    said(county, WORDS["taken"])
    assert county.box == {}
    county.page.reload()
    said(county, WORDS["taken"])
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["cast"])
    assert list(county.box.values()) == ["yes"]
    assert len(county.sent("paper")) == 1


def test_papers_first_and_the_box_later(county):
    page = county.page
    county.phase = "papers"
    page.reload()
    page.get_by_role("button", name="先领选票").wait_for()
    assert page.get_by_role("button", name="投票").count() == 0
    assert page.get_by_label("同意").is_disabled()
    press(county, "先领选票")
    said(county, WORDS["taken"])
    assert page.get_by_role("button").count() == 0
    county.phase = "open"
    page.reload()
    page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["cast"])
    assert list(county.box.values()) == ["yes"]


def test_who_took_no_paper_in_time(county):
    county.phase = "open"
    county.page.reload()
    said(county, WORDS["nopaper"])
    assert county.page.get_by_role("button").count() == 0
    assert county.requests == []


def test_an_answer_lost_on_its_way_costs_no_paper(county):
    county.lose.add("paper")
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["offline"])
    county.page.reload()
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["cast"])
    first, second = county.sent("paper")
    assert first == second
    assert len(county.papers) == len(county.box) == 1


def test_a_ballot_lost_on_its_way_goes_again_as_it_was(county):
    county.lose.add("cast")
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, "选票可能已送到，回执码")
    assert county.page.get_by_label("反对").is_disabled()
    county.page.reload()
    said(county, WORDS["cast"])
    first, second = county.sent("cast")
    assert first["message"] == second["message"]
    assert first["choice"] == second["choice"] == "yes"
    assert len(county.box) == 1


def test_two_tabs_are_one_voter(county):
    other = county.page.context.new_page()
    other.route("**/*", county.answer)
    other.goto(f"{HERE}/vote")
    other.get_by_role("button", name="先领选票").wait_for()
    press(county, "先领选票")
    said(county, WORDS["taken"])
    other.get_by_label("同意").check()
    other.get_by_role("button", name="投票").click()
    other.locator("[data-role=status]", has_text=WORDS["cast"]).wait_for()
    assert len(county.sent("paper")) == len(county.box) == 1


def test_a_paper_taken_elsewhere(county):
    county.papers["voter"] = b"of another phone"
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, "您已在另一部手机上领过选票。")
    assert county.page.get_by_text("请到现场领取纸质选票").is_visible()
    assert county.box == {}


def test_a_vote_that_has_closed(county):
    county.refuse["cast"] = (409, {"code": "deliberation.closed", "message": "表决已经结束。"})
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, "表决已经结束。")
    (record,) = kept(county.page)
    assert record["state"] == "paper"
    assert "choice" not in record or record["choice"] is None
    assert county.page.get_by_text("请到现场领取纸质选票").is_hidden()


def test_a_signature_of_another_key_is_not_taken_for_a_paper(county):
    county.signature = sealing.sign_blinded(sealing.new_key().private, (2).to_bytes(384))
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["forged"])
    assert county.sent("cast") == []


def test_a_receipt_is_worked_out_here_and_not_believed(county):
    county.receipt = "0000000000"
    county.page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["mismatch"])
    (ballot,) = county.sent("cast")
    receipt = sealing.receipt(sealing.decoded(ballot["message"]))
    assert county.page.locator("[data-role=receipt]").text_content().replace("-", "") == receipt


def test_a_key_that_changed_under_a_paper_is_an_alarm(county):
    press(county, "先领选票")
    said(county, WORDS["taken"])
    county.public = sealing.new_key().public
    county.page.reload()
    said(county, WORDS["keychanged"])
    assert county.page.get_by_role("button", name="投票").count() == 0


@pytest.fixture
def cast_no(county):
    """What is in the box after this voter said no."""
    county.page.get_by_label("反对").check()
    press(county, "投票")
    said(county, WORDS["cast"])
    (ballot,) = county.sent("cast")
    return {name: sealing.decoded(ballot[name]) for name in ("message", "signature", "mark")}


def recounted(county, published):
    county.published = published
    county.page.goto(f"{HERE}/result")
    press(county, "自己核对")
    county.page.locator("[data-role=own]:not(:empty)").wait_for()
    return [county.page.locator(f"[data-role={name}]").text_content() for name in ("status", "own")]


def test_the_published_list_is_counted_again_here(county, cast_no):
    mine = sealing.line(cast_no["message"], cast_no["signature"], "no", cast_no["mark"])
    shown = f"{mine['receipt'][:5]}-{mine['receipt'][5:]}"
    assert recounted(county, [mine]) == ["1 张全部有效", f"您的票 {shown}：反对"]
    assert county.page.locator("output").all_text_contents() == ["0", "1"]
    turned = {**mine, "choice": "yes"}
    assert recounted(county, [turned])[0] == f"有问题：{mine['receipt']}"
    assert county.page.locator("output").all_text_contents() == ["0", "0"]
    assert recounted(county, [])[1] == f"您的票 {shown} 不在名单里"


def test_a_sealed_list_tells_each_voter_their_own_alone(county, cast_no):
    mine = sealing.sealed_line(cast_no["message"], "no")
    shown = f"{mine['receipt'][:5]}-{mine['receipt'][5:]}"
    assert recounted(county, [mine]) == ["1 张，不公布选择", f"您的票 {shown}：反对"]
    turned = sealing.sealed_line(cast_no["message"], "yes")
    assert recounted(county, [turned])[1] == f"您的票 {shown}：同意"
    other = {**mine, "sealed": "0" * 64}
    assert recounted(county, [other])[1] == f"您的票 {shown} 被改过"


def test_where_nothing_can_be_kept_the_voter_is_told_first(browser, key):
    page = browser.new_context().new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('blocked'); };")
    county = County(page, key)
    page.goto(f"{HERE}/vote")
    page.get_by_label("同意").check()
    press(county, "投票")
    said(county, WORDS["storage"])
    assert county.requests == []
    press(county, "投票")
    said(county, WORDS["cast"])
    assert page.locator("[data-role=receipt]").is_visible()
    page.context.close()


def test_a_page_that_came_in_clear_offers_paper(browser, key):
    page = browser.new_context().new_page()
    county = County(page, key)
    page.goto("http://county.test/vote")
    said(county, WORDS["insecure"])
    assert page.get_by_text("请到现场领取纸质选票").is_visible()
    assert page.get_by_role("button").count() == 0
    page.context.close()
