/** The way in: starts the service and wires the packages together; holds no rule. */
@NullMarked
package org.trunkpilot;

import org.jspecify.annotations.NullMarked;
