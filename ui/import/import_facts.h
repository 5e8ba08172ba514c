#pragma once

#include "engine/session/import_result.h"

#include <QColor>
#include <QString>

#include <array>

namespace zscape {

/// What the import page says of a result, in words. Everything here is plain reading: no pixel, no file.

/// "0 to 9", "cat and dog", "cat, dog and fox", "abbey to zoo".
QString labelRange(const std::vector<std::string>& names);
/// "Folder level 2:", "Pattern in the file name:", "Column digit:", "From the files:", "None:"
QString labelsHead(const Imported& imported);
/// "0 to 9, 2 without a label, 6,313 to 7,877 images each"; empty without labels
QString labelsTail(const Imported& imported);
/// "28 × 28 grey, 10 labels, its own split"
QString summaryOf(const Imported& imported);

/// Images on each side, all labels together: train, held out, test.
std::array<int64_t, 3> sidesOf(const Imported& imported);
/// "48,000 to train, 12,000 held out, 10,000 to test"; sides without images are left out
QString sidesText(const std::array<int64_t, 3>& sides);
/// "Its own:", "Random:", "Column fold:"
QString splitHead(const ImportSettings& settings);

/// "train, val, test": the folders of a split in the order of its sides
QString splitFolders(const std::vector<std::string>& folders);

/// "64 × 64, colour:" and "as they are" / "scaled, the middle cut out"
QString sizeHead(const Imported& imported);
QString sizeTail(const Imported& imported);
/// "White", "Black", "#8090A0"
QString colourName(const std::array<uint8_t, 3>& colour);
/// "behind 412 transparent pictures"
QString behindText(const ImportReport::Background& background);

/// The part of a choice after its kind: "2" of "level:2", "(\d)_\d+" of "pattern:(\d)_\d+"; empty when it is of another
/// kind.
QString partOf(const std::string& choice, const char* kind);
bool isKind(const std::string& choice, const char* kind);

/// Greys for train, held out and test: blue is the button's.
QColor sideColour(size_t side);

}  // namespace zscape
