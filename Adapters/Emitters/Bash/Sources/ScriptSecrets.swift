/// The part of the script that finds secrets: nothing starts before all of them are at hand.
enum ScriptSecrets {
    static let text = #"""

        declare -a secret_path=()

        # Finds the file of secret $1: in the folder of secrets, or where the plan says that it is.
        find_secret() {
            local reference=${reference_text[$1]} file=${reference_file[$1]} name
            if [[ -n $secrets_dir && -r $secrets_dir/$file ]]; then
                secret_path[$1]=$secrets_dir/$file
                return
            fi
            case $reference in
            file:/*)
                secret_path[$1]=${reference#file:}
                [[ -r ${secret_path[$1]} ]] && return
                ;;
            env:*)
                name=${reference#env:}
                if [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ && -n ${!name:-} ]]; then
                    secret_path[$1]=$work/$file
                    printf '%s\n' "${!name}" > "$work/$file"
                    return
                fi
                ;;
            esac
            complain "The secret $reference is not there: put it into a file $file in the folder of --secrets-dir."
            return 1
        }

        # Finds the secrets of all steps that are going to run.
        find_secrets() {
            local number name reference missing=0
            local -A seen=()
            for number in "${!selected[@]}"; do
                [[ -e $state/done/$number ]] && continue
                while read -r name reference; do
                    [[ -n $name && -z ${seen[$reference]:-} ]] || continue
                    seen[$reference]=1
                    find_secret "$reference" || missing=1
                done <<< "${step_secrets[number]}"
            done
            return $missing
        }

        list_secrets() {
            local number
            for number in "${!reference_text[@]}"; do
                printf '%s\n    file in --secrets-dir: %s\n' "${reference_text[number]}" "${reference_file[number]}"
            done
        }
        """#
}
