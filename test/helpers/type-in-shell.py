"""Types into a shell at a terminal, as somebody would: python3 type-in-shell.py PROMPT TYPED EXPECTED SHELL [ARGUMENT...]

Waits for the prompt, types, and ends well as soon as the terminal shows what is expected; prints what it showed.
"""
import os
import pty
import re
import select
import signal
import sys
import time

prompt, typed, expected, *shell = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(shell[0], shell)

shown = ''


def until(text: str, seconds: float) -> bool:
    global shown
    end = time.monotonic() + seconds
    while text not in re.sub(r'\x1b\[[0-9;?]*[a-zA-Z]|[\r\x07]', '', shown):
        left = end - time.monotonic()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            return False
        try:
            shown += os.read(terminal, 65536).decode(errors='replace')
        except OSError:
            return False
    return True


found = until(prompt, 30)
if found:
    os.write(terminal, typed.encode().decode('unicode_escape').encode())
    shown = ''
    found = until(expected, 30)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
print(repr(shown))
sys.exit(0 if found else 1)
