#pragma once

#include "engine/session/import_result.h"

#include <QString>

namespace zscape {

/// What the import page says of the numbers of the files, and what ranges of them it asks for. `channel` counts from 0
/// among `values.channels`; below 0 it is all of them together, which is also what a set without channels has.

/// The values of one channel, or of all.
const ImportReport::Values& valuesOf(const ImportReport::Values& values, int channel);
const ImportReport::Values& valuesOf(ImportReport::Values&& gone, int channel) = delete;
/// "Channel 1"; "All" below 0
QString channelName(int channel);

/// Whether only whole numbers are there.
bool areWhole(const ImportReport::Values& values);
/// "1,023", "0.25"
QString valueText(const ImportReport::Values& values, double value);
/// "0 is black, 200 is white"; "0 to 255:"; "Nearly black: 0 to 12 of 255 are used"; "Each channel:"
QString valuesHead(const ImportReport::Values& values);
/// "of 0 to 255"; "as they are"; "40 to 900; 12 to 300"
QString valuesTail(const ImportReport::Values& values);
/// "10.3 % of all pixels are cut"; empty where none is
QString cutSentence(const ImportReport::Values& values, double black, double white);

/// Whether channels have black and white of their own.
bool haveOwnRanges(const ImportReport::Values& values);
/// Whether one range for all channels leaves something to be seen of each: no channel's values, as they were found, are
/// less than a tenth of what all have together.
bool canShareRange(const ImportReport::Values& values);

/// What the set has without a person's choice: bytes as they are, others as they are found.
ValueRange usualRange(const ImportReport::Values& values);
/// Whether it is what the set has.
bool areUsual(const ImportReport::Values& values);
/// The range with other ends for one channel; for all alike below 0. Of pictures of which each had its own, the other
/// channels take what was found.
ValueRange rangeWith(const ImportReport::Values& values, int channel, const ValueRange::Ends& ends);
/// The same with those that this channel has without a person's choice.
ValueRange rangeWithUsual(const ImportReport::Values& values, int channel);

/// Which values of a channel a range makes black and white.
ValueRange::Ends endsIn(const ImportReport::Values& values, const ValueRange& range, int channel);

}  // namespace zscape
