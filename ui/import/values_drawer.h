#pragma once

#include "engine/core/picture.h"
#include "engine/session/import_result.h"

#include <QWidget>

class QLabel;

namespace zscape {

class ChipRow;
class ColourChips;
class NumberField;
class ValueHistogram;

/// Which values of the files are black and white. Where there are several channels each has its own, and a chip for
/// each, by the name that the files give it, chooses the one that is seen, and below is its colour; the last is for all
/// together, where one range can be meant for all.
class ValuesDrawer : public QWidget {
    Q_OBJECT

public:
    explicit ValuesDrawer(QWidget* parent = nullptr);

    /// Of another source: which channel was seen says nothing about it.
    void begin() { values_ = {}; }
    /// The channel that is seen stays, where there are as many. \param colours that they are shown in
    void setValues(const ImportReport::Values& values, const std::vector<std::string>& channelNames = {},
                   const ChannelColours& colours = {});

    /// Counted from 0; below 0: all together.
    int channel() const { return channel_; }
    ChipRow* channels() const { return channels_; }
    ColourChips* colours() const { return colourChips_; }
    ValueHistogram* histogram() const { return histogram_; }
    NumberField* blackField() const { return black_; }
    NumberField* whiteField() const { return white_; }
    QString cutText() const;

Q_SIGNALS:
    /// While a handle is dragged: for the preview.
    void shown(const zscape::ValueRange& range);
    /// Other pixels: the images are read anew.
    void rangeWanted(const zscape::ValueRange& range);
    /// The same pixels, shown otherwise.
    void coloursWanted(const zscape::ChannelColours& colours);

private:
    void showChannels();
    void showValues();
    void showMoved();
    QColor colourOf(int channel) const;
    /// "DAPI"; "Channel 2" where it has none; "All" below 0.
    QString nameOf(int channel) const;

    ImportReport::Values values_;
    std::vector<std::string> names_;  ///< as many as there are channels, or none
    ChannelColours colours_;
    int channel_ = -1;
    QWidget* channelLine_ = nullptr;
    ChipRow* channels_ = nullptr;  ///< one for each channel, and then perhaps one for all
    QWidget* colourLine_ = nullptr;
    ColourChips* colourChips_ = nullptr;  ///< of the channel that is seen
    ValueHistogram* histogram_ = nullptr;
    NumberField* black_ = nullptr;
    NumberField* white_ = nullptr;
    QLabel* cut_ = nullptr;
};

}  // namespace zscape
