#!/bin/sh
# db1, once the store is up: its key wants a passphrase, which it fetches from there. Argument: where.
#
# A reload is enough, and the circle is closed: nobody notices before the database has to start.
set -eu
umask 077
folder=/etc/postgresql/15/main
openssl req -x509 -newkey rsa:2048 -days 30 -subj /CN=db1.virt.example -passout file:/run/circle/passphrase \
    -keyout "$folder/server.key" -out "$folder/server.crt" 2> /dev/null
cat > /etc/postgresql/key-passphrase <<'END'
#!/bin/sh
exec curl --silent --fail --max-time 20 --header 'X-Project-Id: virt' --header 'Accept: text/plain' "$1"
END
cat > "$folder/conf.d/tls.conf" <<END
ssl = on
ssl_cert_file = '$folder/server.crt'
ssl_key_file = '$folder/server.key'
ssl_passphrase_command = '/etc/postgresql/key-passphrase $1/payload'
ssl_passphrase_command_supports_reload = on
END
chown postgres:postgres "$folder/server.key" "$folder/server.crt" /etc/postgresql/key-passphrase "$folder/conf.d/tls.conf"
chmod 755 /etc/postgresql/key-passphrase
chmod 644 "$folder/conf.d/tls.conf" "$folder/server.crt"
rm /run/circle/passphrase
systemctl reload postgresql@15-main
