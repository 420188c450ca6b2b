/** What a PBX told us, in words no PBX owns. */
@Pure
@NullMarked
package org.trunkpilot.signal;

import org.jspecify.annotations.NullMarked;
import org.trunkpilot.trunk.Pure;
