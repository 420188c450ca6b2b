/** What each core was told, kept in files for a rerun: compact, bounded, and written off the control thread. */
@NullMarked
package org.trunkpilot.journal;

import org.jspecify.annotations.NullMarked;
