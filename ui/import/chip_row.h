#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

class QAbstractButton;
class QButtonGroup;
class QLabel;

namespace zscape {

/// Chips of which one is chosen, beside each other in as many lines as are needed.
class ChipRow : public QWidget {
    Q_OBJECT

public:
    struct Content {
        QString name;
        QString count;   ///< at the right, softer; may be empty
        QString spoken;  ///< its accessible name; empty: the name
        QColor dot;      ///< a disc before the name; none where it is not valid

        bool operator==(const Content&) const = default;
    };

    explicit ChipRow(QWidget* parent = nullptr);

    /// None is chosen then, unless they are the same as before. \param note behind the last one; may be empty
    void setChips(const std::vector<Content>& chips, const QString& note = {});
    /// -1: none. Emits nothing.
    void choose(int index);
    int chosen() const;
    int count() const { return static_cast<int>(chips_.size()); }
    QAbstractButton* chip(int index) const;

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    /// By a person.
    void chosenByPerson(int index);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// \param move whether they are moved there too \return the height of all lines
    int layOut(int width, bool move) const;

    std::vector<Content> contents_;
    QButtonGroup* group_ = nullptr;
    std::vector<QAbstractButton*> chips_;
    QLabel* note_ = nullptr;
};

}  // namespace zscape
