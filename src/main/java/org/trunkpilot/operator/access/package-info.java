/** Who may come in: bearer tokens, the page's session, what each role may call, what a browser may do with our pages. */
@NullMarked
package org.trunkpilot.operator.access;

import org.jspecify.annotations.NullMarked;
