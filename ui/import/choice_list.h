#pragma once

#include <QWidget>

class QButtonGroup;
class QGridLayout;
class QLabel;
class QRadioButton;

namespace zscape {

/// Inside of an opened row: choices of which one holds, 34 px each, a word at the left and a field or a note at 156.
class ChoiceList : public QWidget {
    Q_OBJECT

public:
    explicit ChoiceList(QWidget* parent = nullptr);

    /// A choice with a note; `id` is what chosen() gives.
    QRadioButton* add(int id, const QString& words, const QString& note = {});
    /// A choice with a field; focus in the field chooses nothing by itself.
    QRadioButton* add(int id, const QString& words, QWidget* field);
    /// A line of the list that is no choice: a word (or none, under another field) and a field.
    void addField(const QString& words, QWidget* field);
    /// A note under the last line's field.
    QLabel* addNote();
    void clear();

    int chosen() const;
    /// Emits nothing.
    void choose(int id);
    QRadioButton* button(int id) const;

Q_SIGNALS:
    /// By a person.
    void chosenByPerson(int id);

private:
    void addLine(QWidget* left, QWidget* right);

    QGridLayout* grid_ = nullptr;
    QButtonGroup* group_ = nullptr;
    int lines_ = 0;
};

}  // namespace zscape
