/** {@code application.yml} → the pure policies, validated at start. */
@NullMarked
package org.trunkpilot.settings;

import org.jspecify.annotations.NullMarked;
