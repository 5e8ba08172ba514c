#pragma once

#include "ui/palette/palette_entry.h"

#include <QString>

#include <vector>

namespace zscape {

/// A part of a text: that many of its characters from the first.
struct TextPart {
    qsizetype from = 0, length = 0;
    bool operator==(const TextPart&) const = default;
};

struct PaletteHit {
    size_t entry = 0;                  ///< its place among the entries
    int rank = 0;                      ///< 0 is best, see rankPalette
    std::vector<TextPart> name, hint;  ///< what was found in them: ascending, apart from each other
};

/// The entries in which each word of `query` is found, whatever its case and accents; a Greek letter is found by its
/// name too ("beta" finds β). Grouped by kind; the kinds stand in the order of PaletteEntry::Kind, but one that has an
/// entry of exactly this name comes first. Within a kind best first: the name or another name is the query; the name
/// begins with it; a word of the name does; the name holds it; a word of another name begins with it; another name
/// holds it; a word of the hint begins with it. What is on comes before what is off, and equals stay in their order.
/// An empty query finds nothing.
std::vector<PaletteHit> rankPalette(const std::vector<PaletteEntry>& entries, const QString& query);

}  // namespace zscape
