#!/bin/sh
# What etcdctl makes of the snapshot GU_NAME: JSON on one line.
cd -- "$GU_FOLDER" || exit 66
ETCDCTL_API=3 etcdctl snapshot status "./$GU_NAME" -w json
