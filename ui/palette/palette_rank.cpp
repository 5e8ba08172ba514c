#include "ui/palette/palette_rank.h"

#include "ui/text/folded.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace zscape {

namespace {

enum Rank { kWhole, kNameBegins, kWordBegins, kNameHolds, kOtherWordBegins, kOtherHolds, kHintWordBegins };

bool wordBeginsAt(const QString& text, qsizetype at) { return at == 0 || !text[at - 1].isLetterOrNumber(); }

/// Where `word` is found best: at the beginning of a word, or else anywhere. Below 0: nowhere.
qsizetype bestPlace(const QString& text, const QString& word) {
    qsizetype first = -1;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (wordBeginsAt(text, at)) return at;
        if (first < 0) first = at;
    }
    return first;
}

std::optional<TextPart> partOf(const Folded& folded, const QString& word) {
    const qsizetype at = bestPlace(folded.text, word);
    if (at < 0) return std::nullopt;
    const qsizetype from = folded.from[static_cast<size_t>(at)];
    const qsizetype last = folded.from[static_cast<size_t>(at + word.size() - 1)];
    return TextPart{from, last - from + 1};
}

void unite(std::vector<TextPart>& parts) {
    std::sort(parts.begin(), parts.end(), [](const TextPart& a, const TextPart& b) { return a.from < b.from; });
    std::vector<TextPart> united;
    for (const TextPart& part : parts) {
        if (!united.empty() && part.from <= united.back().from + united.back().length) {
            TextPart& last = united.back();
            last.length = std::max(last.length, part.from + part.length - last.from);
        } else {
            united.push_back(part);
        }
    }
    parts = std::move(united);
}

std::optional<PaletteHit> match(const PaletteEntry& entry, const QString& query, const QStringList& words) {
    const Folded name = fold(entry.name), hint = fold(entry.hint);
    std::vector<Folded> others;
    for (const QString& other : entry.otherNames) others.push_back(fold(other));
    PaletteHit hit;
    const auto isWhole = [&](const Folded& text) { return text.text == query; };
    for (const QString& word : words) {
        int rank = std::numeric_limits<int>::max();
        if (const qsizetype at = bestPlace(name.text, word); at >= 0)
            rank = at == 0 ? kNameBegins : wordBeginsAt(name.text, at) ? kWordBegins : kNameHolds;
        for (const Folded& other : others)
            if (const qsizetype at = bestPlace(other.text, word); at >= 0)
                rank = std::min<int>(rank, wordBeginsAt(other.text, at) ? kOtherWordBegins : kOtherHolds);
        if (const auto part = partOf(name, word)) hit.name.push_back(*part);
        // Within the words of a sentence anything is found.
        if (const qsizetype at = bestPlace(hint.text, word); at >= 0 && wordBeginsAt(hint.text, at)) {
            hit.hint.push_back(partOf(hint, word).value());
            rank = std::min<int>(rank, kHintWordBegins);
        }
        if (rank == std::numeric_limits<int>::max()) return std::nullopt;
        // As good as the word that is found worst.
        hit.rank = std::max(hit.rank, rank);
    }
    if (isWhole(name) || std::any_of(others.begin(), others.end(), isWhole)) hit.rank = kWhole;
    unite(hit.name);
    unite(hit.hint);
    return hit;
}

}  // namespace

std::vector<PaletteHit> rankPalette(const std::vector<PaletteEntry>& entries, const QString& query) {
    const QString wanted = fold(query.simplified()).text;
    const QStringList words = wanted.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<PaletteHit> hits;
    if (words.isEmpty()) return hits;
    std::array<bool, 4> exact{};
    for (size_t i = 0; i < entries.size(); ++i) {
        auto hit = match(entries[i], wanted, words);
        if (!hit) continue;
        hit->entry = i;
        if (hit->rank == kWhole) exact[static_cast<size_t>(entries[i].kind)] = true;
        hits.push_back(std::move(*hit));
    }
    std::stable_sort(hits.begin(), hits.end(), [&](const PaletteHit& a, const PaletteHit& b) {
        const auto order = [&](const PaletteHit& hit) {
            const PaletteEntry& entry = entries[hit.entry];
            return std::tuple(!exact[static_cast<size_t>(entry.kind)], entry.kind, !entry.reason.isEmpty(), hit.rank);
        };
        return order(a) < order(b);
    });
    return hits;
}

}  // namespace zscape
