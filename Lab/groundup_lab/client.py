"""Client of the shop, run in the lab's namespace. Reads one JSON request from standard input, prints JSON."""
import http.client
import json
import os
import random
import socket
import ssl
import struct
import sys
import time

WEB = ("10.77.0.6", 443, "web1.shop.example")
RESOLVER = ("10.77.0.2", 53)
ORDERS = 5  # that a person places after a login
TYPES = {"A": 1, "CNAME": 5, "SOA": 6, "PTR": 12, "SRV": 33}


class Shop(http.client.HTTPSConnection):
    """HTTPS to web1 by address, with its certificate checked for its name."""

    def __init__(self, authority):
        super().__init__(WEB[2], WEB[1], timeout=15)
        self.context = ssl.create_default_context(cafile=authority)

    def connect(self):
        plain = socket.create_connection((WEB[0], WEB[1]), timeout=self.timeout)
        self.sock = self.context.wrap_socket(plain, server_hostname=WEB[2])

    def ask(self, method, path, value=None, token=None):
        """Status and decoded body of one exchange; `value` is JSON unless it is bytes."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = value if isinstance(value, bytes) or value is None else json.dumps(value)
        self.request(method, path, body, headers)
        answer = self.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data.startswith(b"{") else {}


def login(shop, name, password):
    return shop.ask("POST", "/login", {"user": name, "password": password})


def health(request):
    status, body = Shop(request["authority"]).ask("GET", "/health")
    print(json.dumps(body))
    return 0 if status == 200 else 1


def logins(request):
    shop = Shop(request["authority"])
    print(json.dumps({name: login(shop, name, password)[0] == 200 for name, password in request["people"].items()}))
    return 0


def place_orders(shop, token, expect):
    """Places some orders; returns the number of the last."""
    for _ in range(ORDERS):
        order = {"item": f"item-{random.randrange(997)}", "quantity": random.randrange(1, 9)}
        number = expect(201, shop.ask("POST", "/orders", order, token), "placing an order")["id"]
    return number


def traffic(request):
    shop, counts = Shop(request["authority"]), {"logins": 0, "orders": 0, "uploads": 0, "pages": 0}
    end = time.monotonic() + request["seconds"]

    def expect(wanted, got, what):
        if got[0] != wanted:
            sys.exit(f"{what}: expected status {wanted}, got {got[0]}: {got[1]}")
        return got[1]

    people = list(request["people"].items())
    while True:
        for name, password in people:
            token = expect(200, login(shop, name, password), f"login of {name}")["token"]
            counts["logins"] += 1
            if not request["read_only"]:
                number = place_orders(shop, token, expect)
                counts["orders"] += ORDERS
                data = os.urandom(random.randrange(2_000, 60_000))
                expect(201, shop.ask("PUT", f"/uploads/receipt-{number}.bin", data, token), "upload")
                counts["uploads"] += 1
            expect(200, shop.ask("GET", "/orders", token=token), "listing orders")
            expect(200, shop.ask("GET", "/"), "front page")
            counts["pages"] += 1
        if time.monotonic() >= end:
            print(json.dumps(counts))
            return 0
        time.sleep(0.25)


def name_at(data, at):
    """A domain name in a DNS message and the offset after it."""
    labels, after = [], None
    while data[at]:
        if data[at] >= 192:
            after = after or at + 2
            at = struct.unpack_from("!H", data, at)[0] & 0x3FFF
        else:
            labels.append(data[at + 1:at + 1 + data[at]].decode())
            at += 1 + data[at]
    return ".".join(labels), after or at + 1


def resolve_one(question):
    """Sorted answers to "name type", or ["RCODE n"]."""
    name, kind = question.split()
    query = struct.pack("!6H", random.randrange(65536), 0x100, 1, 0, 0, 0)
    query += b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    query += struct.pack("!2H", TYPES[kind], 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(3)
        for attempt in range(3):
            udp.sendto(query, RESOLVER)
            try:
                data = udp.recv(4096)
                break
            except TimeoutError:
                continue
        else:
            return ["no answer"]
    _, flags, _, count = struct.unpack_from("!4H", data)
    if flags & 15:
        return [f"RCODE {flags & 15}"]
    answers, at = [], name_at(data, 12)[1] + 4
    for _ in range(count):
        at = name_at(data, at)[1]
        got, _, _, length = struct.unpack_from("!HHIH", data, at)
        at += 10
        if got == TYPES["A"]:
            answers.append(socket.inet_ntoa(data[at:at + 4]))
        elif got in (TYPES["CNAME"], TYPES["PTR"]):
            answers.append(name_at(data, at)[0])
        elif got == TYPES["SRV"]:
            answers.append("%d %d %d " % struct.unpack_from("!3H", data, at) + name_at(data, at + 6)[0])
        at += length
    return sorted(answers)


def resolve(request):
    print(json.dumps({question: resolve_one(question) for question in request["questions"]}))
    return 0


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    try:
        sys.exit({"health": health, "logins": logins, "traffic": traffic, "resolve": resolve}[asked["do"]](asked))
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"{asked['do']}: {type(error).__name__}: {error}")
