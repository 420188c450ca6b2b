/** Tells people of an incident, once, with updates. */
@NullMarked
package org.trunkpilot.notify;

import org.jspecify.annotations.NullMarked;
