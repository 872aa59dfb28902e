/// The part of the script that reads its arguments.
enum ScriptOptions {
    static let text = #"""
        usage() {
            cat << GU_USAGE
        Rebuilds the estate "$estate" step by step. Steps that are done are remembered and not run again.

          restore.sh [options]            run everything that is not done yet
          restore.sh --only HOST          rebuild one host alone; what it needs elsewhere has to work already
          restore.sh --from STEP          run STEP again, and everything that waits for it
          restore.sh --list               print the steps and what is done
          restore.sh --show STEP          print what a step runs
          restore.sh --release STEP       let a step run that waits for a person
          restore.sh --secrets            print which secrets are needed, and where they are looked for

        Options:
          -j N                 steps at once (default 4)
          --ssh-config FILE    configuration for ssh (default: $default_ssh_config, else the user's own)
          --secrets-dir DIR    folder with secrets, one file each, named as --secrets says
          --state DIR          what is done, and the logs (default ./restore-$tag)

        Exit status: 0 everything is done; 1 a step failed; 64 wrong arguments; 66 a secret is missing; 75 another run.
        GU_USAGE
        }

        complain() { printf '%s\n' "$*" >&2; }

        mode=run only='' from='' jobs=4 ssh_config='' secrets_dir='' state="./restore-$tag" shown=''

        need_value() {
            if (($1 < 2)); then
                complain "$2 needs a value; see --help."
                exit 64
            fi
        }

        read_arguments() {
            while (($# > 0)); do
                case $1 in
                --list) mode=list && shift && continue ;;
                --secrets) mode=secrets && shift && continue ;;
                -h | --help) usage && exit 0 ;;
                esac
                need_value $# "$1"
                case $1 in
                -j) jobs=$2 ;;
                --only) only=$2 ;;
                --from) from=$2 ;;
                --show) mode=show shown=$2 ;;
                --release) mode=release shown=$2 ;;
                --state) state=$2 ;;
                --ssh-config) ssh_config=$2 ;;
                --secrets-dir) secrets_dir=$2 ;;
                *)
                    complain "Unknown argument: $1; see --help."
                    exit 64
                    ;;
                esac
                shift 2
            done
            if ! [[ $jobs =~ ^[1-9][0-9]{0,3}$ ]]; then
                complain "-j needs a number from 1 to 9999, not: $jobs"
                exit 64
            fi
        }

        # Prints the number of the step whose id is $1.
        number_of() {
            local number
            for number in "${!step_id[@]}"; do
                if [[ ${step_id[number]} == "$1" ]]; then
                    echo "$number"
                    return
                fi
            done
            complain "There is no step $1; see --list."
            return 1
        }
        """#
}
