package org.trunkpilot.pbx;

import java.nio.file.Path;
import org.trunkpilot.trunk.Inventory;

/**
 * Understands what one kind of PBX once said, recorded byte for byte, exactly as its live link would have. One bean a kind.
 *
 * <p>A time index beside the file tells when the bytes came ({@code NAME.idx.jsonl} or {@code NAME.tsv} for {@code NAME.*}); without
 * one the events' own time stamps do.
 */
public interface CaptureReader {
    PbxKind kind();

    /**
     * Reads a capture whole. The same file and inventory give the same result.
     *
     * @param known what is configured; trunks and routes that only the capture names are put behind it
     * @throws CaptureUnreadable when nothing can be made of the file; damage inside a capture is counted instead
     */
    Capture read(Path file, Inventory known) throws CaptureUnreadable;
}
