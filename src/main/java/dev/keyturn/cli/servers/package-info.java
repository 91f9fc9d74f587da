/** What local servers share: certificates, ports, passwords, and the folder that each works in. */
@NullMarked
package dev.keyturn.cli.servers;

import org.jspecify.annotations.NullMarked;
