# The PostgreSQL function as a container image, for those who deploy images (PackageType: Image):
#
#   sam build && docker build -t keyturn-postgres .
#
# For another engine: --build-arg FUNCTION=MySqlRotator, and its handler as Command in the function's ImageConfig.
FROM public.ecr.aws/lambda/java:25
ARG FUNCTION=PostgresRotator
COPY .aws-sam/build/${FUNCTION} ${LAMBDA_TASK_ROOT}/
CMD ["dev.keyturn.rotators.postgres.PostgresRotator::handleRequest"]
