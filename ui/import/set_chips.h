#pragma once

#include "engine/session/import_result.h"

#include <QWidget>

#include <string>
#include <vector>

class QAbstractButton;
class QButtonGroup;
class QLabel;

namespace zscape {

/// A chip for each of several sets, with the number of its images; one is used. As many lines as are needed.
class SetChips : public QWidget {
    Q_OBJECT

public:
    explicit SetChips(QWidget* parent = nullptr);

    /// \param chosen index into choice.sets; -1: none yet. Emits nothing.
    void setSets(const SetChoice& choice, int chosen);
    const SetChoice& choice() const { return choice_; }
    int chosen() const;
    QAbstractButton* chip(int index) const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    /// By a person. Index into choice().sets.
    void chosenByPerson(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeChips(const SetChoice& choice);
    /// \param move whether they are moved there too \return the height of all lines
    int layOut(int width, bool move) const;

    SetChoice choice_;
    QButtonGroup* group_ = nullptr;
    std::vector<QAbstractButton*> chips_;
    QLabel* note_ = nullptr;
};

}  // namespace zscape
