#pragma once

#include "engine/session/import_result.h"

#include <QWidget>

class QLabel;

namespace zscape {

class ChipRow;
class NumberField;
class ValueHistogram;

/// Which values of the files are black and white. Where there are several channels each has its own, and a chip for
/// each chooses the one that is seen; the last is for all together, where one range can be meant for all.
class ValuesDrawer : public QWidget {
    Q_OBJECT

public:
    explicit ValuesDrawer(QWidget* parent = nullptr);

    /// Of another source: which channel was seen says nothing about it.
    void begin() { values_ = {}; }
    /// The channel that is seen stays, where there are as many.
    void setValues(const ImportReport::Values& values);

    /// Counted from 0; below 0: all together.
    int channel() const { return channel_; }
    ChipRow* channels() const { return channels_; }
    ValueHistogram* histogram() const { return histogram_; }
    NumberField* blackField() const { return black_; }
    NumberField* whiteField() const { return white_; }
    QString cutText() const;

Q_SIGNALS:
    /// While a handle is dragged: for the preview.
    void shown(const zscape::ValueRange& range);
    /// Other pixels: the images are read anew.
    void rangeWanted(const zscape::ValueRange& range);

private:
    void showChannels();
    void showValues();
    void showMoved();

    ImportReport::Values values_;
    int channel_ = -1;
    QWidget* channelLine_ = nullptr;
    ChipRow* channels_ = nullptr;  ///< one for each channel, and then perhaps one for all
    ValueHistogram* histogram_ = nullptr;
    NumberField* black_ = nullptr;
    NumberField* white_ = nullptr;
    QLabel* cut_ = nullptr;
};

}  // namespace zscape
