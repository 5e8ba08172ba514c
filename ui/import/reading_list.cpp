#include "ui/import/reading_list.h"

#include "ui/widgets/busy_bar.h"

#include <QLabel>
#include <QRadioButton>

namespace zscape {

QString readingText(const ArrayReadings::Reading& reading) {
    const QString kind = reading.channels == 1   ? ReadingList::tr("grey")
                         : reading.channels == 3 ? ReadingList::tr("colour")
                                                 : ReadingList::tr("%1 channels").arg(reading.channels);
    const QString size = ReadingList::tr("%1 × %2").arg(reading.width).arg(reading.height);
    return (reading.images == 1 ? ReadingList::tr("%1 image, %2, %3") : ReadingList::tr("%1 images, %2, %3"))
        .arg(number(reading.images), size, kind);
}

ReadingList::ReadingList(QWidget* parent) : ChoiceList(parent) {
    connect(this, &ChoiceList::chosenByPerson, this,
            [this](int id) { Q_EMIT axesWanted(readings_.readings[static_cast<size_t>(id)].axes); });
}

void ReadingList::setReadings(const ArrayReadings& readings) {
    readings_ = readings;
    clear();
    for (size_t i = 0; i < readings_.readings.size(); ++i) {
        const ArrayReadings::Reading& reading = readings_.readings[i];
        const QString axes = QString::fromStdString(reading.axes), words = readingText(reading);
        QRadioButton* button = add(static_cast<int>(i), axes, words);
        button->setAccessibleDescription(words);
    }
    if (readings_.readings.empty()) return;
    QLabel* letters = addNote();
    letters->setForegroundRole(QPalette::PlaceholderText);
    letters->setText(tr("A letter for each dimension: N, Z and T count pictures, H rows, W columns, C channels"));
}

}  // namespace zscape
