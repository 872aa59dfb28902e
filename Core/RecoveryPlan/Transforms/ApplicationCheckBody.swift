internal import Estate

/// Asks an application for an answer; used when no recipe `application` says otherwise.
///
/// Environment: GU_APPLICATION, GU_URL; optional GU_EXPECT (text that the answer holds), GU_LOGIN_URL with GU_USER and
/// the secret GU_PASSWORD. The login is a JSON object with user and password; its cookie or token is used after.
let applicationCheckBody = StepBody(
    place: .target, timeout: 180, attempts: 2, estimate: 3,
    script: #"""
        #!/bin/sh
        # Asks an application for an answer over HTTP, after a login where there is one.
        set -eu
        umask 077
        exec 3>&2
        fail() {
            printf '%s\n' "$*" >&3
            exit 1
        }
        command -v curl > /dev/null || fail "The check of $GU_APPLICATION needs curl on $GU_HOST: install it there."
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        : > "$work/headers"

        # What curl is told in a file does not show in the list of processes.
        ask() {
            curl --silent --show-error --fail --location --max-time 15 --cookie "$work/cookies" \
                --cookie-jar "$work/cookies" --header "@$work/headers" "$@"
        }

        # Text as the inside of a JSON string.
        json() {
            sed -e 's/[\\"]/\\&/g' -e 's/	/\\t/g' | tr -d '\000-\037'
        }

        log_in() {
            user=$(printf '%s' "$GU_USER" | json)
            password=$(json < "$GU_PASSWORD")
            printf '{"user":"%s","password":"%s"}' "$user" "$password" > "$work/login"
            ask --header 'Content-Type: application/json' --data-binary "@$work/login" --url "$GU_LOGIN_URL" \
                --write-out '%{stderr}%{http_code}' > "$work/answer" || {
                # Trying a refused password again and again would lock the account.
                if grep -q -E '40[13]$' "$work/errors"; then
                    fail "$GU_LOGIN_URL refused the login of $GU_USER; is its password still the one that is configured?"
                fi
                return 1
            }
            token=$(sed -n 's/.*"\(access_\)\{0,1\}token"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\2/p' "$work/answer" | head -n 1)
            if [ -n "$token" ]; then printf 'Authorization: Bearer %s\n' "$token" > "$work/headers"; fi
        }

        check() {
            : > "$work/headers"
            if [ -n "${GU_LOGIN_URL:-}" ]; then log_in || return 1; fi
            ask --url "$GU_URL" > "$work/answer" || return 1
            [ -z "${GU_EXPECT:-}" ] || grep -q -F -e "$GU_EXPECT" "$work/answer"
        }

        tries=0
        until check 2> "$work/errors"; do
            tries=$((tries + 1))
            if [ "$tries" -ge 15 ]; then
                cat "$work/errors" >&2
                fail "$GU_APPLICATION was expected to answer at $GU_URL${GU_EXPECT:+ with }${GU_EXPECT:-}; it does not." \
                    "Look at the services that it needs."
            fi
            sleep 2
        done
        """#)
