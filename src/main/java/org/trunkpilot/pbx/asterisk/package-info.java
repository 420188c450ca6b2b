/** AMI/ARI and ESL adapters; nothing outside {@code pbx} may name their types. */
@NullMarked
package org.trunkpilot.pbx.asterisk;

import org.jspecify.annotations.NullMarked;
