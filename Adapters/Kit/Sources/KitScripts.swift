/// Constant programs that a kit brings.
enum KitScripts {
    /// Starts groundup with the libraries and, once the kit is opened, the secrets that it brought.
    static let starter = #"""
        #!/bin/sh
        # Starts groundup with what this kit brings.
        here=$(cd "$(dirname "$0")" && pwd) || exit 1
        if [ "$(id -u)" = 0 ]; then
            memory=/run/groundup-kit
        elif [ -n "${XDG_RUNTIME_DIR:-}" ]; then
            memory=$XDG_RUNTIME_DIR/groundup-kit
        else
            memory=/dev/shm/groundup-kit-$(id -u)
        fi
        # Beside the program; it looks there itself, too, when another program of the kit starts it.
        LD_LIBRARY_PATH=$here/program
        GROUNDUP_SECRETS=${GROUNDUP_SECRETS:-$memory}
        export LD_LIBRARY_PATH GROUNDUP_SECRETS
        exec "$here/program/groundup" "$@"

        """#
}
