#!/bin/sh
# Reaches a host by its name in the plan: ssh HOST COMMAND... A host that falls silent is given up after a minute.
exec ssh -F "$GU_SSH_CONFIG" -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=10 -o ServerAliveCountMax=6 "$@"
