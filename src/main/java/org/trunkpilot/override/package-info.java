/** What a person told us, by whom, why and until when. */
@Pure
@NullMarked
package org.trunkpilot.override;

import org.jspecify.annotations.NullMarked;
import org.trunkpilot.trunk.Pure;
