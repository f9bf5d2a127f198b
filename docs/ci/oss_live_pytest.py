"""A pytest plugin: Alibaba Cloud OSS LiveChannel on this machine, for tests.

Put this file beside conftest.py, and into that:

    pytest_plugins = ["oss_live_pytest"]

A test that takes the fixture `oss_live` gets an emulator with an empty bucket. One process serves the whole run, or
each worker of pytest-xdist, on a free port; it stores its data in a temporary folder, and ends with the run. When a
test fails, the report shows what the emulator refused. Needs Python 3.8 and the program oss-live: the one that
--oss-live names, else the one in PATH, else the one in node_modules.
"""

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

START_SECONDS = 30


class OssLive:
    """An emulator. `env` is for programs that a test starts: `subprocess.run([...], env={**os.environ, **oss_live.env})`."""

    def __init__(self, ready):
        self.url = ready["url"]
        self.rtmp_url = ready["rtmpUrl"]
        self.bucket = ready["bucket"]
        self.region = ready["region"]
        self.access_key_id = ready["accessKeyId"]
        self.access_key_secret = ready["accessKeySecret"]
        self.env = {
            "OSS_ENDPOINT": self.url,
            "OSS_BUCKET": self.bucket,
            "OSS_REGION": self.region,
            "OSS_ACCESS_KEY_ID": self.access_key_id,
            "OSS_ACCESS_KEY_SECRET": self.access_key_secret,
            # Those of whoever runs the tests would count before them.
            "OSS_SESSION_TOKEN": "",
            "OSS_PROFILE": "",
        }

    def reset(self):
        """Ends the pushes and forgets channels, objects, fault rules and clock."""
        self._ask("POST", "reset")

    def events(self, since=0):
        """What has happened after the event with this number, oldest first; at most the last thousand."""
        return self._ask("GET", "events?since=%d" % since)["events"]

    def event(self, matches, timeout_seconds=10):
        """The first event for which `matches(event)` is true, of those there are and those to come."""
        deadline = time.monotonic() + timeout_seconds
        while True:
            for event in self.events():
                if matches(event):
                    return event
            if time.monotonic() >= deadline:
                raise TimeoutError("no such event within %s s" % timeout_seconds)
            time.sleep(0.02)

    def add_fault(self, match, effect, **rule):
        """Makes something go wrong: add_fault({"layer": "http", "op": "PutLiveChannel"}, {"status": 503}, times=1)."""
        return self._ask("POST", "faults", {"match": match, "effect": effect, **rule})

    def clear_faults(self):
        self._ask("DELETE", "faults")

    def set_clock(self, **setting):
        """set_clock(offsetMs=3600000) moves the clock, set_clock(freezeAt="2026-01-01T00:00:00Z") stops it, set_clock() puts it right."""
        return self._ask("POST", "clock", setting)

    def kick(self, channel):
        """Ends the push on a channel; false when there is none."""
        try:
            self._ask("POST", "channels/%s/kick" % urllib.parse.quote(channel, safe=""))
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return False
            raise
        return True

    def state(self):
        """Buckets, channels, pushes, clock and fault rules."""
        return self._ask("GET", "state")

    def _ask(self, method, path, document=None):
        body = None if document is None else json.dumps(document).encode()
        request = urllib.request.Request("%s/_emulator/%s" % (self.url, path), data=body, method=method)
        # Without a proxy: it is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 400:
                raise ValueError(json.loads(error.read())["error"]) from None
            raise
        return json.loads(text) if text else None


def pytest_addoption(parser):
    parser.getgroup("oss-live").addoption("--oss-live", metavar="PROGRAM", help="the program oss-live")


@pytest.fixture(scope="session")
def oss_live_emulator(request, tmp_path_factory):
    """The emulator of the whole run, with whatever earlier tests have left in it."""
    folder = tmp_path_factory.mktemp("oss-live")
    log = folder / "emulator.log"
    command = [_program(request.config), "emulator", "--port", "0", "--temp", "--json", "--show-secret"]
    # It ends when its stdin is closed, which the system does however this process ends.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OSS_")}
    with open(log, "w") as output:
        process = subprocess.Popen(
            command + ["--exit-with-stdin", "--ready-file", str(folder / "ready.json")],
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT, env=environment,
        )
    try:
        yield OssLive(_ready(process, folder / "ready.json", log))
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def oss_live(oss_live_emulator):
    """An emulator with an empty bucket, no fault rules and the right time."""
    oss_live_emulator.reset()
    yield oss_live_emulator


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    emulator = getattr(item, "funcargs", {}).get("oss_live")
    if report.when != "call" or not report.failed or emulator is None:
        return
    try:
        refused = [event for event in emulator.events() if "refused" in event["event"] or event["event"] == "fault"]
    except OSError as error:
        refused = ["it does not answer: %s" % error]
    if refused:
        report.sections.append(("oss-live refused", "\n".join(map(str, refused[-20:]))))


def _program(config):
    named = config.getoption("--oss-live")
    local = os.path.join(str(config.rootpath), "node_modules", ".bin", "oss-live")
    found = named or shutil.which("oss-live") or (local if os.path.exists(local) else None)
    if found is None:
        pytest.fail("oss-live was not found: npm install oss-live, or --oss-live PROGRAM", pytrace=False)
    return found


def _ready(process, ready_file, log):
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if ready_file.exists():
            return json.loads(ready_file.read_text())
        time.sleep(0.02)
    why = "was not ready within %d s" % START_SECONDS if process.poll() is None else "ended"
    pytest.fail("the emulator %s:\n%s" % (why, log.read_text()), pytrace=False)
