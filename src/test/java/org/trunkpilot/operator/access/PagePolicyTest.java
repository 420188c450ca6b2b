package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The one inline script that may run is the import map that stands in the page. */
class PagePolicyTest {
    @Test
    void anImportMapIsAllowedByTheHashOfItsText() {
        // printf '{"imports":{}}' | openssl dgst -sha256 -binary | base64
        assertThat(PagePolicy.hashes("<head><script type=\"importmap\">{\"imports\":{}}</script></head>"))
                .containsExactly("'sha256-URrTy+Il/Nz0lHojVUx275hWqAWhkSF0VsHbUM4/6Hw='");
    }

    @Test
    void noOtherInlineScriptIs() {
        assertThat(PagePolicy.hashes("<script>alert(1)</script><script type=\"module\">import 'x'</script>"))
                .isEmpty();
    }

    @Test
    void aPageThatIsNotThereAddsNothing() {
        assertThat(PagePolicy.of("no-such-page.html")).contains("script-src 'self';");
    }
}
