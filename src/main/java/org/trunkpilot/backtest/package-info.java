/** What another policy would have done with what was heard: the journal rerun on request, and for watching mode all by itself. */
@NullMarked
package org.trunkpilot.backtest;

import org.jspecify.annotations.NullMarked;
