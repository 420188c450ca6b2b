/** The make-believe world as Asterisk 22 tells it: AMI on a loopback socket, in the order and with the headers of recordings. */
@NullMarked
package org.trunkpilot.practice.ami;

import org.jspecify.annotations.NullMarked;
