"""The two connections of the order service, kept open: to PostgreSQL and to the directory."""
import re
import threading

import ldap3
import psycopg2


class Database:
    """One connection, kept open, made again when it is lost."""

    def __init__(self, url):
        self.url, self.connection, self.lock = url, None, threading.Lock()

    def run(self, statement, values=()):
        with self.lock:
            for attempt in (1, 2):
                try:
                    if self.connection is None:
                        self.connection = psycopg2.connect(
                            self.url, connect_timeout=5, keepalives_idle=5, keepalives_interval=2, keepalives_count=3,
                            tcp_user_timeout=10000, application_name="order-service")
                    with self.connection, self.connection.cursor() as cursor:
                        cursor.execute(statement, values)
                        return cursor.fetchall()
                except psycopg2.Error:
                    if self.connection is not None:
                        self.connection.close()
                        self.connection = None
                        if attempt == 1:
                            continue
                    raise


class Directory:
    """One bound connection for look-ups, kept open; logins bind on their own."""

    def __init__(self, url, base, template, user, password):
        self.server = ldap3.Server(url, get_info=ldap3.NONE, connect_timeout=5)
        self.base, self.template, self.user, self.password = base, template, user, password
        self.connection, self.lock = None, threading.Lock()

    def bind(self, user, password):
        return ldap3.Connection(self.server, user=self.template.format(user=user), password=password,
                                authentication=ldap3.SIMPLE, auto_bind=True, receive_timeout=10)

    def check(self):
        with self.lock:
            try:
                if self.connection is None:
                    self.connection = self.bind(self.user, self.password)
                if not self.connection.search(self.base, "(objectClass=*)", ldap3.BASE, attributes=["objectClass"]):
                    raise ldap3.core.exceptions.LDAPException("the base of the directory was not found")
            except Exception:
                self.connection = None
                raise

    def login(self, user, password):
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", user) or not password:
            return False
        try:
            self.bind(user, password).unbind()
            return True
        except ldap3.core.exceptions.LDAPBindError:
            return False
