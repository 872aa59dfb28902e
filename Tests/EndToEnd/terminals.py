"""Programs at real terminals, and beside readers that read nothing."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import termios
import time

# F_SETPIPE_SZ, which older Pythons do not name.
SET_PIPE_SIZE = 1031


class Terminal:
    """A program that leads the session of a terminal of its own, as one that was typed into a window."""

    def __init__(self, arguments):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            arguments, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env=os.environ | {"TERM": "xterm", "LC_ALL": "C.UTF-8"},
            preexec_fn=self._begin)
        os.close(slave)
        self.seen = b""

    @staticmethod
    def _begin():
        """As a login does it: whoever runs the tests may ignore that a terminal is closed, as nohup makes it."""
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def wait_for(self, text, seconds=120):
        """Reads until the terminal shows a text."""
        end = time.monotonic() + seconds
        while text.encode() not in self.seen:
            assert time.monotonic() < end and self.process.poll() is None, self.seen[-2000:].decode(errors="replace")
            if select.select([self.master], [], [], 0.2)[0]:
                self.seen += os.read(self.master, 65536)

    def close(self):
        """Closes the window: SIGHUP for the program, and an error for all that it writes."""
        os.close(self.master)


class Unread:
    """A program without input whose output nobody reads: its pipe is full at once, its terminal before long."""

    def __init__(self, arguments):
        self.reader, writer = os.pipe()
        fcntl.fcntl(self.reader, SET_PIPE_SIZE, 4096)
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=writer, stderr=slave, start_new_session=True,
            preexec_fn=lambda: os.close(0))
        os.close(writer)
        os.close(slave)

    def close(self):
        """Whoever might have read has gone."""
        os.close(self.reader)
        os.close(self.master)
