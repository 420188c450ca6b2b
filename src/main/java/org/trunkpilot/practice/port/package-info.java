/** A port of the loopback address, where a few clients at a time talk to the world; what is said there is a dialect's affair. */
@NullMarked
package org.trunkpilot.practice.port;

import org.jspecify.annotations.NullMarked;
