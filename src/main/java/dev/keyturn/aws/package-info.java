/** The secret store in AWS, over the AWS SDK; nothing else imports that. */
@NullMarked
package dev.keyturn.aws;

import org.jspecify.annotations.NullMarked;
