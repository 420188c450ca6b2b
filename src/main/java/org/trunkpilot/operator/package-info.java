/** A person's way in: REST for overrides and pause, stored and expiring. */
@NullMarked
package org.trunkpilot.operator;

import org.jspecify.annotations.NullMarked;
