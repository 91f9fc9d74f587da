# Builds the rotation functions for `sam build`, which makes build-<logical id> in a copy of this folder and takes what is
# then in $(ARTIFACTS_DIR): classes at its root, jars in lib. pom.xml, profile "function", says what goes in.
# Everything else is built by Maven.

FUNCTIONS = build-PostgresRotator build-MySqlRotator build-MariaDbRotator build-RedisRotator build-IamRotator

.PHONY: $(FUNCTIONS)
$(FUNCTIONS): build-%Rotator:
	@set -e; \
	fail() { echo "$$1" >&2; exit 1; }; \
	command -v mvn >/dev/null || fail 'no mvn is on the PATH. Install Maven 3.8 or newer, and a JDK 17 or newer.'; \
	engine=$$(echo '$*' | tr '[:upper:]' '[:lower:]'); \
	mvn -q -B -Dfunction.engine=$$engine clean process-classes || fail 'mvn failed; what it said stands above.'; \
	mkdir -p '$(ARTIFACTS_DIR)'; \
	cp -R target/function-$$engine/classes/. target/function-$$engine/lib '$(ARTIFACTS_DIR)'
