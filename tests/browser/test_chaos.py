"""Everything goes wrong on the way, and in the end the database holds what the person was told was saved, each once."""

import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ROOT, Site, drop, free_port, own_database, wait_for
from tests.browser.phone import PHONE, language_of, page_name, press, switch_to
from tests.browser.relay import Relay
from tests.programs import serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("chaos")]
SLOW = {"offline": False, "latency": 100, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SCRIPT = ROOT / "static" / "respondents" / "save.js"
SECRET = "Dit is geheim"
PUBLISH = """
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
publish(Study.objects.create(slug='mini', title='mini'), document(), note='')
"""
READ = """
import json
from respondents.models import Interview
from respondents.state import Folded, refold
interview = Interview.objects.order_by('-started_at').first()
assert refold(interview) == Folded(interview.answers, interview.passed)
events = interview.events.order_by('seq').values_list('kind', 'page', 'patch')
print(json.dumps({'answers': interview.answers, 'events': list(events)}))
"""


class Server:
    """The real server on a port of its own; it can be killed as a power cut does, and started again."""

    def __init__(self, site: Site, port: int) -> None:
        self.site, self.port = site, port

    def start(self) -> None:
        log = (self.site.folder / "server.log").open("a")
        self.process = subprocess.Popen(
            serving(self.port),
            cwd=ROOT,
            env=self.site.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_for(f"http://127.0.0.1:{self.port}/healthz", self.process)

    def kill(self) -> None:
        """-9 for the server and its worker: its own process group, which this object started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@dataclass(frozen=True)
class World:
    site: Site
    server: Server
    relay: Relay


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("chaos")
    database, to_drop = own_database(folder)
    port = free_port()
    relay = Relay(port)
    places = {"DATABASE_URL": database, "CONTACTS_DATABASE_URL": "", "VAR_DIR": str(folder)}
    more = {**places, "PUBLIC_URL": relay.url, "DEBUG": "true"}
    site = Site(relay.url, folder, {**os.environ, **more, "SHOW_INCOMPLETE_LANGUAGES": "true"})
    site.manage("migrate", "-v", "0")
    site.manage("shell", "-v", "0", "-c", PUBLISH)
    server = Server(site, port)
    server.start()
    try:
        yield World(site, server, relay)
    finally:
        server.kill()
        relay.close()
        if to_drop:
            drop(to_drop)


@dataclass
class Told:
    """What the person was told: each answer when the page said it was saved, and each page that Next led on from."""

    saved: list[tuple[str, Any]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


class Hand:
    """A phone on a slow line, and what its screen said."""

    def __init__(self, world: World, browser: Any, told: Told, script: str = "") -> None:
        self.world, self.told = world, told
        self.context = browser.new_context(**PHONE)
        if script:
            self.context.route("**/save.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        self.page = self.context.new_page()
        self.line = self.context.new_cdp_session(self.page)
        self.line.send("Network.enable")
        self.signal(True)

    def signal(self, on: bool) -> None:
        self.line.send("Network.emulateNetworkConditions", {**SLOW, "offline": not on})

    def open(self, path: str) -> "Hand":
        self.page.goto(self.world.site.url + path)
        return self

    def begin(self, language: str) -> str:
        """To the first question; returns the code that was shown on the way."""
        self.open(f"/start/?lang={language}")
        press(self.page, "nocode")
        press(self.page, "yes")
        for value in ("yes", "refugee"):
            self.page.locator(f'input[value="{value}"]').check()
            press(self.page, "next")
        code = self.page.locator(".big-code").inner_text()
        self.open("/on/")
        return code

    def choose(self, value: str) -> None:
        self.page.locator(f'input[value="{value}"]').check()

    def state(self, wanted: str) -> None:
        """Wait until the screen says this about the answer."""
        self.page.locator(f'#saved[data-state="{wanted}"]').wait_for(state="attached")

    def is_told(self, question: str, answer: Any) -> None:
        self.state("saved")
        self.told.saved.append((question, answer))

    def next(self, to: str, clicks: int = 1) -> None:
        name = page_name(self.page)
        self.page.locator('button.btn[name="go"][value="next"]').click(click_count=clicks)
        self.arrives(name, to)

    def arrives(self, name: str, to: str) -> None:
        self.page.wait_for_url(f"**/q/{to}/")
        self.told.passed.append(name)

    def outbox(self) -> str:
        return self.page.evaluate("JSON.stringify(localStorage)")


def faults(world: World, told: Told) -> list[str]:
    """Where the database differs from what the person was told."""
    found = json.loads(world.site.manage("shell", "-v", "0", "-c", READ).strip().splitlines()[-1])
    kept = [(kind, page, patch) for kind, page, patch in found["events"] if kind == "answer"]
    saves = [item for _, _, patch in kept if "passed" not in patch for item in patch["answers"].items()]
    passes = Counter(page for _, page, patch in kept if "passed" in patch)
    wrong = [f"{name} should be {value}" for name, value in dict(told.saved).items() if found["answers"][name] != value]
    if saves != told.saved:
        wrong.append(f"stored {saves}, told {told.saved}")
    if passes != Counter(told.passed):
        wrong.append(f"passed {passes}, told {Counter(told.passed)}")
    return wrong


def test_everything_goes_wrong_and_nothing_is_lost_or_doubled(world: World, browser: Any) -> None:
    told = Told()
    hand = Hand(world, browser, told)
    code = hand.begin("nl")
    killed_before_the_reply(hand)
    no_signal_and_a_refresh(hand)
    killed_before_next_is_answered(hand)
    tab_duplicated_and_back(hand)
    language_switched_while_waiting(hand)
    same_code_elsewhere(hand, browser, code)
    phone_lost_without_signal(world, hand)
    found = faults(world, told)  # the line stays cut meanwhile: what is still on its way must not come through
    world.relay.refusing = False
    assert found == []
    assert len(told.saved) == 7, told
    assert len(told.passed) == 7, told


def killed_before_the_reply(hand: Hand) -> None:
    server, relay = hand.world.server, hand.world.relay
    hand.choose("no")
    hand.is_told("work", {"code": "no"})
    relay.cut_after("/q/work/save/", server.kill)
    hand.choose("yes")
    hand.state("offline")
    assert relay.cuts == 1
    server.start()
    hand.is_told("work", {"code": "yes"})
    hand.next("hours", clicks=2)


def no_signal_and_a_refresh(hand: Hand) -> None:
    page = hand.page
    hand.signal(False)
    page.fill('[name="hours"]', "32")
    hand.state("offline")
    page.locator('button.btn[name="go"][value="next"]').click()
    page.wait_for_timeout(1500)
    assert page_name(page) == "hours"
    assert "blijft op deze telefoon" in page.locator("#saved").inner_text()
    page.route("**/save/", lambda route: route.abort("internetdisconnected"))
    hand.signal(True)
    page.reload()
    hand.state("offline")
    assert page.input_value('[name="hours"]') == "32"
    page.unroute("**/save/")
    hand.is_told("hours", {"number": "32"})
    hand.signal(False)
    page.locator('button.btn[name="go"][value="next"]').click()
    hand.state("offline")
    hand.signal(True)
    hand.arrives("hours", "choice")


def killed_before_next_is_answered(hand: Hand) -> None:
    server, relay = hand.world.server, hand.world.relay
    hand.choose("a")
    hand.is_told("choice", {"code": "a"})
    relay.cut_after("/q/choice/", server.kill)
    hand.page.locator('button.btn[name="go"][value="next"]').click()
    hand.state("offline")
    server.start()
    hand.arrives("choice", "multi")
    assert relay.cuts == 2


def tab_duplicated_and_back(hand: Hand) -> None:
    first = hand.page
    second = hand.context.new_page()
    second.goto(first.url)
    hand.choose("x")
    hand.is_told("multi", {"codes": ["x"]})
    second.locator('input[value="y"]').check()
    second.locator('#saved[data-state="elsewhere"] a').wait_for()
    second.close()
    hand.next("scale")
    press(first, "back")
    assert first.locator('input[value="x"]').is_checked()
    hand.next("scale")
    first.go_back()
    first.wait_for_url("**/q/multi/")
    hand.next("scale")


def language_switched_while_waiting(hand: Hand) -> None:
    page = hand.page
    page.route("**/save/", lambda route: route.abort("internetdisconnected"))
    hand.choose("low")
    hand.state("offline")
    switch_to(page, "en")
    assert language_of(page) == "en"
    assert page.locator('input[value="low"]').is_checked()
    page.unroute("**/save/")
    hand.is_told("scale", {"code": "low"})


def same_code_elsewhere(hand: Hand, browser: Any, code: str) -> None:
    other = Hand(hand.world, browser, hand.told).open("/start/?lang=ar")
    other.page.fill('input[name="code"]', code)
    press(other.page, "start")
    assert (page_name(other.page), language_of(other.page)) == ("scale", "ar")
    assert not other.page.locator("input:checked").count()
    other.choose("high")
    other.is_told("scale", {"code": "high"})
    other.context.close()
    hand.page.locator('button.btn[name="go"][value="next"]').click()
    link = hand.page.locator('.summary a[href="/q/scale/"]')
    link.wait_for()
    assert "somewhere else" in hand.page.locator(".summary").inner_text()
    link.click()
    hand.page.locator('input[value="high"]:checked').wait_for()
    hand.next("stay")


def phone_lost_without_signal(world: World, hand: Hand) -> None:
    """An answer that never left the phone: the person was not told that it was saved.

    The line is cut too: the browser gives signal back for a moment when it closes.
    """
    hand.signal(False)
    world.relay.refusing = True
    hand.page.fill('[name="stay-years"]', "3")
    hand.page.wait_for_timeout(1500)
    if hand.page.locator('#saved[data-state="saved"]').count():
        hand.told.saved.append(("stay", {"months": 36}))
    hand.context.close()


def lying() -> str:
    """The script, saying "saved" when it only sent."""
    honest = 'say(told.waiting, "waiting");\n    clearTimeout'
    script = SCRIPT.read_text(encoding="utf-8")
    assert honest in script
    made = script.replace(honest, 'say(told.saved, "saved");\n    clearTimeout')
    return made.replace('say(told.offline, "offline");', "")


@pytest.mark.once
@pytest.mark.parametrize("lies", [False, True], ids=["the script", "a script that says saved too early"])
def test_the_check_sees_a_script_that_says_saved_too_early(world: World, browser: Any, lies: bool) -> None:
    told = Told()
    hand = Hand(world, browser, told, lying() if lies else "")
    hand.begin("nl")
    with hand.page.expect_response("**/q/work/save/"):
        hand.choose("no")
    hand.is_told("work", {"code": "no"})
    world.relay.refusing = True
    hand.choose("yes")
    hand.state("saved" if lies else "offline")
    if hand.page.locator('#saved[data-state="saved"]').count():
        told.saved.append(("work", {"code": "yes"}))
    hand.context.close()
    found = faults(world, told)  # the line stays cut meanwhile: what is still on its way must not come through
    world.relay.refusing = False
    assert bool(found) is lies


@pytest.mark.once
def test_what_waits_is_locked_and_wiped_on_stop(world: World, browser: Any) -> None:
    hand = Hand(world, browser, Told())
    page = hand.page
    hand.begin("nl")
    for value, to in (("no", "choice"), ("a", "multi"), ("x", "scale"), ("low", "stay")):
        hand.choose(value)
        hand.next(to)
    for to in ("day", "country", "town", "said"):
        with page.expect_navigation():
            page.locator('button.btn[name="go"][value="skip"]').click()
        assert page_name(page) == to
    page.route("**/save/", lambda route: route.abort("internetdisconnected"))
    page.fill('[name="said"]', SECRET)
    hand.state("offline")
    kept = hand.outbox()
    assert "outbox." in kept
    assert SECRET not in kept
    page.reload()
    hand.state("offline")
    assert page.input_value('[name="said"]') == SECRET
    page.unroute("**/save/")
    hand.state("saved")
    press_stop(page)
    assert page.evaluate("localStorage.length") == 0


def press_stop(page: Any) -> None:
    with page.expect_navigation():
        page.locator('button[name="go"][value="stop"]').click()
    assert page.url.endswith("/stopped/")


@pytest.mark.once
def test_what_waited_for_a_day_is_dead(world: World, browser: Any) -> None:
    hand = Hand(world, browser, Told())
    page = hand.page
    hand.begin("nl")
    page.route("**/save/", lambda route: route.abort("internetdisconnected"))
    hand.choose("yes")
    hand.state("offline")
    page.clock.install()
    page.clock.fast_forward("25:00:00")
    page.reload()
    page.wait_for_timeout(1000)
    assert not page.locator("input:checked").count()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.once
def test_the_scripts_weigh_little() -> None:
    sizes = {path.name: path.stat().st_size for path in Path(SCRIPT).parent.glob("*.js")}
    assert sizes["save.js"] <= 10_000
    assert sum(sizes.values()) <= 20_000
