"""Order service: HTTP in front, PostgreSQL and an LDAP directory behind. Configured by the environment only."""
import json
import os
import re
import secrets
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import ldap3
import psycopg2

from connections import Database, Directory

UPLOAD_LIMIT = 32 << 20
STATE = os.path.join(os.environ.get("STATE_DIRECTORY", "."), "sequence")


class Uploads:
    """Files in one folder, and a log of them that stays open."""

    def __init__(self, folder):
        self.folder, self.lock = folder, threading.Lock()
        self.log = open(os.path.join(folder, "index.log"), "a", encoding="utf-8")

    def store(self, name, data, user):
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, os.path.join(self.folder, name))
        with self.lock:
            self.log.write(f"{int(time.time())} {user} {len(data)} {name}\n")
            self.log.flush()


class Sequence:
    """The number of orders this service has taken, in its state folder."""

    def __init__(self):
        self.lock = threading.Lock()

    def next(self):
        with self.lock:
            try:
                with open(STATE, encoding="ascii") as file:
                    number = int(file.read()) + 1
            except (FileNotFoundError, ValueError):
                number = 1
            with open(STATE + ".new", "w", encoding="ascii") as file:
                file.write(f"{number}\n")
            os.replace(STATE + ".new", STATE)
            return number


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sessions = {}

    def answer(self, status, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        length = int(self.headers.get("Content-Length", "0"))
        if not 0 <= length <= UPLOAD_LIMIT:
            raise ValueError(f"the body must have at most {UPLOAD_LIMIT} bytes")
        return self.rfile.read(length)

    def user(self):
        return self.sessions.get(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def handle_request(self):
        method, path = self.command, urlsplit(self.path).path
        try:
            data = self.body()
            if (method, path) == ("GET", "/health"):
                return self.health()
            if (method, path) == ("POST", "/login"):
                return self.login(json.loads(data))
            if self.user() is None:
                return self.answer(401, {"error": "log in first"})
            if (method, path) == ("GET", "/orders"):
                return self.list_orders()
            if (method, path) == ("POST", "/orders"):
                return self.place_order(json.loads(data))
            name = re.fullmatch(r"/uploads/([A-Za-z0-9_-][A-Za-z0-9._-]{0,127})", path)
            if method == "PUT" and name and name[1] != "index.log":
                uploads.store(name[1], data, self.user())
                return self.answer(201, {"stored": name[1], "bytes": len(data)})
            return self.answer(404, {"error": "no such resource"})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return self.answer(400, {"error": str(error)})
        except (psycopg2.Error, ldap3.core.exceptions.LDAPException, OSError) as error:
            return self.answer(503, {"error": type(error).__name__})

    do_GET = do_POST = do_PUT = handle_request

    def health(self):
        report = {}
        for name, check in (("database", lambda: database.run("SELECT 1")), ("directory", directory.check)):
            try:
                check()
                report[name] = "ok"
            except Exception as error:
                report[name] = type(error).__name__
        self.answer(200 if set(report.values()) == {"ok"} else 503, report)

    def login(self, request):
        user = str(request["user"])
        if not directory.login(user, str(request["password"])):
            return self.answer(403, {"error": "the directory refused the login"})
        token = secrets.token_urlsafe(24)
        self.sessions[token] = user
        self.answer(200, {"token": token})

    def list_orders(self):
        rows = database.run("SELECT id, customer, item, quantity, amount_cents, status FROM orders "
                            "ORDER BY id DESC LIMIT 20")
        names = ("id", "customer", "item", "quantity", "amount_cents", "status")
        self.answer(200, {"orders": [dict(zip(names, row)) for row in rows]})

    def place_order(self, request):
        quantity, item = int(request["quantity"]), str(request["item"])
        rows = database.run(
            "WITH placed AS (INSERT INTO orders (customer, item, quantity, amount_cents, note) "
            "VALUES (%s, %s, %s, %s, %s) RETURNING id, amount_cents) "
            "INSERT INTO ledger (order_id, amount_cents, memo, checksum) "
            "SELECT id, amount_cents, 'order ' || id, '' FROM placed RETURNING order_id",
            (self.user(), item, quantity, quantity * 1999, f"reference {sequence.next()}"))
        self.answer(201, {"id": rows[0][0]})

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def keep_connected():
    """Opens the two connections at the start and again when they were lost."""
    while True:
        for check in (lambda: database.run("SELECT 1"), directory.check):
            try:
                check()
            except Exception as error:
                print(f"not reachable yet: {type(error).__name__}", flush=True)
        time.sleep(5)


settings = os.environ
database = Database(settings["DATABASE_URL"])
directory = Directory(settings["LDAP_URL"], settings["LDAP_BASE"], settings["LDAP_BIND_TEMPLATE"],
                      settings["LDAP_SERVICE_USER"], settings["LDAP_SERVICE_PASSWORD"])
uploads = Uploads(settings["UPLOAD_DIR"])
sequence = Sequence()
host, _, port = settings["LISTEN"].rpartition(":")
threading.Thread(target=keep_connected, daemon=True).start()
Server((host, int(port)), Handler).serve_forever()
