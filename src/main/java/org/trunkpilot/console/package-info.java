/** A person's way in from a shell: setup, discover, check, token, replay; none of them starts the web server. */
@NullMarked
package org.trunkpilot.console;

import org.jspecify.annotations.NullMarked;
