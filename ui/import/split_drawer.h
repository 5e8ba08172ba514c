#pragma once

#include "ui/import/choice_list.h"

#include "engine/session/import_result.h"

class QComboBox;
class QLineEdit;

namespace zscape {

class NumberField;

/// Which images train and which are held out: the data's own split, a random share, a column; and what stays together.
class SplitDrawer : public ChoiceList {
    Q_OBJECT

public:
    explicit SplitDrawer(QWidget* parent = nullptr);

    /// \param own the data have a split of their own; \param share held out of a random split, 0 to 0.5
    void setImported(const Imported& imported, bool own, double share);
    bool setProblem(const QString& sentence);

    NumberField* shareField() const { return share_; }
    QComboBox* groupPicker() const { return groups_; }
    QLineEdit* groupPattern() const { return pattern_; }
    QComboBox* columnPicker() const { return column_; }

    static constexpr int kOwn = 1, kRandom = 2, kColumn = 3;

Q_SIGNALS:
    /// As ImportSettings::split and ImportSettings::group have it.
    void splitWanted(const std::string& split);
    void groupWanted(const std::string& group);
    void shareWanted(double share);

private:
    void build(const Imported& imported, bool own);
    void want(int id);
    void wantGroup();

    NumberField* share_ = nullptr;
    QComboBox* column_ = nullptr;
    QComboBox* groups_ = nullptr;
    QLineEdit* pattern_ = nullptr;
    QLabel* note_ = nullptr;
    QString builtOf_;
};

}  // namespace zscape
