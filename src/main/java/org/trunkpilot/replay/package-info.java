/** The same core run over recorded or invented time: backtest, what-if, storms. */
@Pure
@NullMarked
package org.trunkpilot.replay;

import org.jspecify.annotations.NullMarked;
import org.trunkpilot.trunk.Pure;
