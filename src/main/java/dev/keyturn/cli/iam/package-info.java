/** IAM and STS for the demo and for tests, as moto does them on this machine. */
@NullMarked
package dev.keyturn.cli.iam;

import org.jspecify.annotations.NullMarked;
