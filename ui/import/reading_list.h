#pragma once

#include "engine/session/import_result.h"
#include "ui/import/choice_list.h"

namespace zscape {

/// "500 images, 64 × 64, grey"
QString readingText(const ArrayReadings::Reading& reading);

/// What an array may be whose axes nobody guesses: a line for each way to read it, of which one is chosen.
class ReadingList : public ChoiceList {
    Q_OBJECT

public:
    explicit ReadingList(QWidget* parent = nullptr);

    /// None is chosen. Emits nothing.
    void setReadings(const ArrayReadings& readings);
    const ArrayReadings& readings() const { return readings_; }

Q_SIGNALS:
    /// By a person: as ImportSettings::arrayAxes has them.
    void axesWanted(const std::string& axes);

private:
    ArrayReadings readings_;
};

}  // namespace zscape
