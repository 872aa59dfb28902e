#!/bin/sh
# web1: nginx with a certificate of the lab's own authority, static pages, and the order service behind it.
set -eu
umask 022
tls=/etc/nginx/tls
authority=/run/lab/authority
install -d -m 755 "$tls" "$authority"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=Shop lab authority' \
    -keyout "$authority/ca.key" -out "$authority/ca.crt" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=web1.shop.example' \
    -keyout "$tls/web1.key" -out "$authority/web1.csr" 2>/dev/null
cat > "$authority/extensions" <<'END'
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:web1.shop.example, DNS:www.shop.example, IP:10.77.0.6
END
openssl x509 -req -in "$authority/web1.csr" -CA "$authority/ca.crt" -CAkey "$authority/ca.key" -CAcreateserial \
    -days 825 -extfile "$authority/extensions" -out "$tls/web1.crt" 2>/dev/null
chmod 600 "$tls/web1.key" "$authority/ca.key"
install -m 644 "$authority/ca.crt" /usr/local/share/ca-certificates/shop-lab.crt
update-ca-certificates > /dev/null 2>&1
ln -sf ../sites-available/shop /etc/nginx/sites-enabled/shop

install -d /srv/www/catalogue
n=1
while [ "$n" -le 40 ]; do
    printf '<!doctype html>\n<title>Item %s</title>\n<p>Item %s: %s\n' "$n" "$n" "$(echo "$n" | sha256sum)" \
        > "/srv/www/catalogue/item-$n.html"
    n=$((n + 1))
done
