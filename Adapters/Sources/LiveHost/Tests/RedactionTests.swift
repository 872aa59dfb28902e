import Testing

@testable import LiveHost

@Suite struct RedactionTests {
    static let cases = [
        ("DATABASE_URL=postgresql://orders:s3cret@db1:5432/x", "DATABASE_URL=postgresql://orders:***@db1:5432/x"),
        ("URL=redis://:p@ss@host/0", "URL=redis://:***@host/0"),
        ("LDAP_SERVICE_PASSWORD=s3cret", "LDAP_SERVICE_PASSWORD=***"),
        ("AWS_SECRET_ACCESS_KEY=s3cret", "AWS_SECRET_ACCESS_KEY=***"),
        ("api_token: s3cret", "api_token:***"),
        ("kek = c2VjcmV0IHNlY3JldA==", "kek =***"),
        ("login = 1234", "login =***"),
        ("ssl_passphrase_command = https://kms1:9311", "ssl_passphrase_command = https://kms1:9311"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "***"),
        ("RESTIC_PASSWORD_FILE=/srv/keys/x", "RESTIC_PASSWORD_FILE=/srv/keys/x"),
        ("RESTIC_PASSWORD_COMMAND=\"ssh keys@app1\"", "RESTIC_PASSWORD_COMMAND=\"ssh keys@app1\""),
        ("RESTIC_REPOSITORY=sftp:backup@vault1:/srv/x", "RESTIC_REPOSITORY=sftp:backup@vault1:/srv/x"),
        ("LDAP_URL=ldap://dc1.corp.example:389", "LDAP_URL=ldap://dc1.corp.example:389"),
        ("    proxy_pass http://order_service;", "    proxy_pass http://order_service;"),
        ("", ""),
    ]

    @Test(arguments: cases) func secretsAreMaskedAndPlacesKept(_ line: String, _ expected: String) {
        #expect(redacted(line) == expected)
    }
}
